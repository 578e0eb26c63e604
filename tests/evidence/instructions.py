"""Reads the commands out of a HOW-TO-VERIFY.txt, whatever its language."""

import re

SYSTEMS = {"Linux": "linux", "macOS": "mac", "Windows": "windows"}


def commands(text):
    """Give the indented blocks by the system that stands above them and by the number of their section."""
    found, system, section = [], "", 0
    for block in re.split(r"\n\n+", text):
        if block.startswith("    "):
            found.append((section, system, re.sub(r"(?m)^ {4}", "", block)))
            continue
        if number := re.search(r"(?m)^(\d)\. ", block):
            section = int(number[1])
        last = block.splitlines()[-1] if block.strip() else ""
        system = next((name for word, name in SYSTEMS.items() if last.startswith(word)), "any")
    return found


def for_linux(text, *sections):
    chosen = [line for section, system, line in commands(text) if section in sections and system in ("linux", "any")]
    assert len(chosen) >= len(sections)
    return chosen
