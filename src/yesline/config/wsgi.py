"""The pages alone, as WSGI."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yesline.config.settings")
application = get_wsgi_application()
