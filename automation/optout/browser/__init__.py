"""A real browser with a person in front of it."""

from optout.browser.account import AccountShown, find_account, find_group
from optout.browser.attempt import OutOfReach
from optout.browser.certificate import certificate_sha256
from optout.browser.choosing import Picks, any_of, choose_one
from optout.browser.decision import Action, Decision
from optout.browser.controls import Reading, SettingState, Sign, find_control, label_of, state_of
from optout.browser.field_matching import field_fit, is_country_list
from optout.browser.form import FormState, fields_of, label_with_question, read_form
from optout.browser.form_value import CHOSEN_KINDS, FormValue, Origin, values_in_request
from optout.browser.form_area import FormParts, LeftArea, main_form, parts_of
from optout.browser.interceptor import RequestInterceptor
from optout.browser.installed import (
    Installed,
    download_folders,
    find_browser,
    has_screen,
    require_access,
)
from optout.browser.launch import OFFLINE, Launch, is_root, letter_press, no_sandbox
from optout.browser.launch import page_to_print, profile_context, replay_browser, replay_context
from optout.browser.launch import show_plainly, start_once, until_closed
from optout.browser.element import FIELD_ROLES, Block, Box, Document, Element
from optout.browser.match import Match, NoMatch, Pointed, Rejected, Strategy
from optout.browser.page import Dialog, Page
from optout.browser.profile import forget_profile, kept_profile, run_lock, thrown_away_profile
from optout.browser.popups import affirming, close_notice
from optout.browser.pressing import is_free, press, tick, wait_until_free
from optout.browser.snapshot import locate, read
from optout.browser.reasons import Rejection, Result, described
from optout.browser.requests import Reply, Request, Response, Site, addresses_in, fits, letters_of
from optout.browser.pointing import pick
from optout.browser.strip import show_strip
from optout.browser.targets import TEST_IDS, find_target
from optout.browser.clock import REAL_CLOCK, Clock, PageClock
from optout.browser.window import Window
from optout.browser.write_requests import WriteRequest
from optout.browser.writing import write
from optout.driver import HINT, driver
