"""Threads that start together: without the barrier a race is green for nothing."""

import threading

from django.db import connection


def at_once(*calls):
    """Run the calls in threads that start together behind a barrier; their results or errors."""
    barrier, results = threading.Barrier(len(calls)), [None] * len(calls)

    def run(index, call):
        try:
            barrier.wait(timeout=10)
            results[index] = call()
        except Exception as error:  # handed to the test, which says what it must be
            results[index] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return results
