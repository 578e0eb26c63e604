"""A real browser with a person in front of it."""

from optout.browser.act import OutOfReach, Picks, affirming, any_of, choose_one, close_notice, is_covered, is_free
from optout.browser.act import press, tick, write
from optout.browser.controls import Reading, find_control, label_of, state_of
from optout.browser.find import TEST_IDS, Found, FoundBy, Going, Pointed, find_account, find_target, main_form, parts_of
from optout.browser.form import CHOSEN_KINDS, FormField, FormState, as_sent, field_fit, fields_of, is_country_list
from optout.browser.form import read_form
from optout.browser.gate import Gate
from optout.browser.installed import Installed, download_folders, find_browser, has_screen
from optout.browser.launch import OFFLINE, Launch, forget_profile, is_root, kept_profile, letter_press
from optout.browser.launch import no_sandbox, page_to_print, profile_context, replay_browser, replay_context, run_lock
from optout.browser.launch import show_plainly, start_once, thrown_away_profile, until_closed
from optout.browser.element import FIELD_ROLES, Block, Box, Document, Element
from optout.browser.page import Page
from optout.browser.snapshot import locate, read
from optout.browser.requests import Reply, Request, Response, Site, addresses_in, fits, letters_of
from optout.browser.strip import pick, show_strip
from optout.browser.window import REAL_CLOCK, Clock, PageClock, Window
from optout.driver import HINT, driver
