"""`optout doctor --fix`: what can be mended without losing or deciding anything for the person."""

import shutil
import stat
from collections.abc import Iterable
from pathlib import Path

from optout.cli.finding import Finding, Fix
from optout.cli.leftovers import PARTIAL, REPLAYS
from optout.tongue import why


def mend(findings: Iterable[Finding]) -> list[tuple[Finding, str]]:
    """Mend what `--fix` may, and give each finding it tried with why it failed, empty when it is mended."""
    return [(finding, _try(finding.fix, finding.place)) for finding in findings if finding.fix and finding.place]


def _try(fix: Fix, place: Path) -> str:
    try:
        if fix is Fix.ONLY_YOURS:
            place.chmod(stat.S_IMODE(place.stat().st_mode) & stat.S_IRWXU)
        elif place.name.startswith(PARTIAL) and place.parent.name == REPLAYS and not place.is_symlink():
            shutil.rmtree(place)
    except OSError as error:
        return why(error)
    return ""
