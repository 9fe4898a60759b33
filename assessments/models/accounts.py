"""Who has an account."""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _


class User(AbstractUser):
    """Somebody with an account. There is no sign-in yet; the model is ours from the first migration."""

    email = models.EmailField(_("e-mail address"), unique=True)
