"""The site as a WSGI application."""

import os

from django.core.wsgi import get_wsgi_application

from aplomb.config import environment
from aplomb.config.timing import Application, timed

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "aplomb.config.settings")

application: Application = get_wsgi_application()
if environment.flag("APLOMB_TIMING"):
    application = timed(application)
