"""What a flow says: its models, its loader and its words. No browser here."""

from optout.flow.addresses import address_for, is_within, matches_glob, why_not_address
from optout.flow.cases import (
    CASES_FILE,
    Answer,
    Gesture,
    Prompt,
    ReadyCase,
    Said,
    Scripted,
    cases_of,
    check_pages,
)
from optout.flow.cases import load_cases, read_page
from optout.flow.countries import (
    ListEntry,
    are_countries,
    code_of,
    jurisdiction_of,
    lands,
    name_in,
    names_any,
)
from optout.flow.countries import place_name, the_one
from optout.flow.load import (
    FLOW_FILE,
    PAGES,
    SCHEMA_FILE,
    LoadedFlow,
    beside,
    find_flow,
    folder_named,
    load_flow,
)
from optout.flow.load import read_yaml, shipped_folder, shipped_ids
from optout.flow.model import (
    DESCRIBED,
    ID,
    CheckEmail,
    Choose,
    Click,
    Described,
    Fill,
    Flow,
    FlowId,
    Mails,
    Open,
    Phrase,
    Role,
)
from optout.flow.model import Site, Source, Step, Switch, Target, TargetKind, WayStep
from optout.flow.recipient import (
    LAW,
    LETTER_FILE,
    Addressed,
    Contact,
    Recipient,
    anyone,
    find_recipient,
    find_service,
)
from optout.flow.recipient import letter_to, others, sent_by, shipped_letters
from optout.flow.words import (
    Action,
    Meaning,
    Statement,
    TextBeforeSend,
    asks_to_send,
    find_phrase,
    find_statement,
)
from optout.flow.words import (
    fold,
    has_phrase,
    is_consent,
    is_loading,
    is_sentence,
    pending,
    quotation,
    said_by,
    said_of,
    sentences,
)
