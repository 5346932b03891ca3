"""A part that is asked whether it lives gives a sign with every answer, and none while it does not answer."""

import threading
import time

from tests.story.house import until

from yesline.running.asked import Asked


def test_every_answer_is_a_sign_and_silence_is_none() -> None:
    answers = [True, False]
    asked = Asked(lambda: bool(answers) and answers.pop(), name="test")
    before = time.monotonic()
    asked.begin()
    until(lambda: answers == [], what="two questions")
    assert asked.answered_at is not None
    assert asked.answered_at > before


def test_whoever_hangs_with_the_question_gives_no_sign_and_holds_up_nobody() -> None:
    hung, asking = threading.Event(), threading.Event()

    def never() -> bool:
        asking.set()
        return hung.wait()

    asked = Asked(never, name="test")
    asked.begin()
    asked.begin()  # once is enough
    assert asking.wait(5)
    assert asked.answered_at is None
    hung.set()
