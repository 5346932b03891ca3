"""`python -m yesline.telephony`: the controller of this node's switch, until SIGTERM."""

import django

if __name__ == "__main__":
    django.setup()
    from yesline.telephony import serving

    serving.main()
