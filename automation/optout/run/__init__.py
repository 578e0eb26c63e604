"""One objection from start to outcome."""

from optout.run.conduct import run_and_seal, run_unsealed
from optout.run.context import Captures, NoCaptures, RunContext, open_run
from optout.run.events import Event, Observer
from optout.run.inputs import Dependencies, Objection, Options, RunResult, key_of
from optout.run.progress import Progress
from optout.run.prompts import Prompts, Question, Who
from optout.run.saved_case import ReplaySetup, Replayed, differences, replay_case
