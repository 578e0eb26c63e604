"""The journal among processes: one that dies, two that arm at once, many that make it at once."""

import multiprocessing
import os
import sqlite3
import threading
from dataclasses import replace

import pytest
from tests.rows import KEY, put, row

from optout.errors import JournalError, SentBefore
from optout.journal import JOURNAL_FILE, Journal
from optout.outcome import State


def _die_armed(folder):
    journal = Journal(folder)
    put(journal, "one", State.ARMED)
    os._exit(9)  # without closing anything, as after a kill


def test_a_process_that_dies_armed_leaves_a_row_that_blocks_and_becomes_unknown(tmp_path):
    process = multiprocessing.get_context("spawn").Process(target=_die_armed, args=(tmp_path,))
    process.start()
    process.join(60)
    assert process.exitcode == 9
    journal = Journal(tmp_path)
    put(journal, "two", State.FILLED)
    with pytest.raises(SentBefore):
        journal.arm("two")
    journal.recover(KEY)
    assert row(journal, "one").state == State.UNKNOWN
    with pytest.raises(SentBefore):
        journal.arm("two")
    journal.close()


ROUNDS = 100


def _race(folder, name, start, results):
    journal = Journal(folder)
    for number in range(ROUNDS):
        key = replace(KEY, account=f"account-{number}")
        entry_id = f"{name}-{number}"
        journal.plan(entry_id, key)
        journal.move(entry_id, State.FILLED)
        start.wait(60)
        try:
            journal.arm(entry_id)
        except SentBefore:
            results.put((number, False))
        else:
            results.put((number, True))
    journal.close()


def test_of_two_processes_that_arm_at_the_same_time_exactly_one_may_send(tmp_path):
    Journal(tmp_path).close()
    processes = multiprocessing.get_context("spawn")
    start, results = processes.Barrier(2), processes.Queue()
    racers = [processes.Process(target=_race, args=(tmp_path, name, start, results)) for name in ("a", "b")]
    for racer in racers:
        racer.start()
    told = [results.get(timeout=90) for _ in range(2 * ROUNDS)]
    for racer in racers:
        racer.join(60)
        assert racer.exitcode == 0
    winners = [number for number, armed in told if armed]
    assert sorted(winners) == list(range(ROUNDS))


def test_a_new_journal_that_another_run_is_just_making_is_waited_for(tmp_path):
    maker = sqlite3.connect(tmp_path / JOURNAL_FILE, isolation_level=None, check_same_thread=False)
    maker.execute("BEGIN EXCLUSIVE")
    done = threading.Timer(0.5, lambda: maker.execute("COMMIT"))
    done.start()
    try:
        Journal(tmp_path).close()
    finally:
        done.join()
        maker.close()


def test_many_can_open_a_new_journal_at_once(tmp_path):
    failed: list[JournalError] = []

    def open_it(folder, start):
        start.wait(30)
        try:
            Journal(folder).close()
        except JournalError as error:
            failed.append(error)

    for number in range(40):
        start = threading.Barrier(4)
        threads = [threading.Thread(target=open_it, args=(tmp_path / str(number), start)) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert failed == []
