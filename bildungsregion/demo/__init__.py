"""Believable cases to click through, for a demonstration only: `make run` plays them, load_region never does.

Every case goes through the very actions that people use, with the clock set to the day it happened:
so letters, ledger, log and mails are those a real year would have left.
"""
