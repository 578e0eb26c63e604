"""The journal among processes: two that arm at once, many that make it at once."""

import multiprocessing
import threading
from dataclasses import replace

from tests.rows import KEY

from optout.errors import JournalError
from optout.journal import Journal
from optout.outcome import SentBefore, State

ROUNDS = 50


def _race(folder, name, start, results):
    journal = Journal(folder)
    for number in range(ROUNDS):
        key = replace(KEY, account=f"account-{number}")
        entry_id = f"{name}-{number}"
        journal.plan(entry_id, key)
        journal.set_state(entry_id, State.FILLED)
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
    racers = [
        processes.Process(target=_race, args=(tmp_path, name, start, results))
        for name in ("a", "b")
    ]
    for racer in racers:
        racer.start()
    told = [results.get(timeout=90) for _ in range(2 * ROUNDS)]
    for racer in racers:
        racer.join(60)
        assert racer.exitcode == 0
    winners = [number for number, armed in told if armed]
    assert sorted(winners) == list(range(ROUNDS))


def test_many_can_open_a_new_journal_at_once(tmp_path):
    failed: list[JournalError] = []

    def open_it(folder, start):
        start.wait(30)
        try:
            Journal(folder).close()
        except JournalError as error:
            failed.append(error)

    for number in range(15):
        start = threading.Barrier(4)
        threads = [
            threading.Thread(target=open_it, args=(tmp_path / str(number), start)) for _ in range(4)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert failed == []
