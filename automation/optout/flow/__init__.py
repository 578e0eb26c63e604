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
from optout.flow.countries import place_name, find_country
from optout.flow.find import beside, find_flow, folder_named
from optout.flow.load import FLOW_FILE, LoadedFlow, PAGES, SCHEMA_FILE, load_flow
from optout.flow.load import file_to_extend, shipped_folder, shipped_ids
from optout.flow.yaml_file import read_yaml
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
    InLanguages,
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
from optout.flow.labels import Action, Meaning, NameAskedFor, asks_to_send, only_agrees
from optout.flow.labels import does_more, leads_of_label, name_of_label
from optout.flow.statements import Statement, TextBeforeSend, find_statement
from optout.flow.words import find_phrase
from optout.flow.labels import is_consent, is_sentence, actions_of_button, meanings_of_label
from optout.flow.statements import has_phrase, is_loading, pending, quotation, sentences
from optout.flow.words import fold
