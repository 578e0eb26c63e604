"""One objection from start to outcome."""

from optout.run.conduct import run_and_seal, run_unsealed
from optout.run.inputs import Helpers, Objection, Options, RunResult, key_of
from optout.run.saved_case import ReplaySetup, Replayed, differences, replay_case
from optout.run.session import Run
from optout.run.talk import Asker, Event, Observer, Question
