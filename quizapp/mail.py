"""Mail: a message to a teacher, through the server that is set; without one nothing is sent."""

from __future__ import annotations

import logging
import smtplib
import ssl
from email.message import EmailMessage
from email.policy import SMTP
from typing import Final

from quizapp.config import Config

_SECONDS: Final = 20
_TLS_FROM_THE_START: Final = 465
# A link stays in one piece, also for whoever reads the source of the message.
_WHOLE_LINES: Final = SMTP.clone(max_line_length=990)
log = logging.getLogger(__name__)


def can_send(config: Config) -> bool:
    """Tell whether a mail server is set."""
    return bool(config.smtp_host and config.smtp_from)


def send(config: Config, to: str, subject: str, text: str) -> bool:
    """Send a message. A server that fails is logged, without whom it was for."""
    message = EmailMessage(policy=_WHOLE_LINES)
    message["From"], message["To"], message["Subject"] = config.smtp_from, to, subject
    message.set_content(text)
    try:
        with _connect(config) as server:
            if config.smtp_user:
                server.login(config.smtp_user, config.smtp_password)
            server.send_message(message)
    except (OSError, smtplib.SMTPException) as error:
        log.error("a mail could not be sent: %s", type(error).__name__)
        return False
    return True


def tls() -> ssl.SSLContext:
    """Return how mail servers are spoken to: by TLS 1.2 or newer, whatever the system allows."""
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


def _connect(config: Config) -> smtplib.SMTP:
    place = (config.smtp_host, config.smtp_port)
    context = tls()
    if config.smtp_port == _TLS_FROM_THE_START:
        return smtplib.SMTP_SSL(*place, timeout=_SECONDS, context=context)
    server = smtplib.SMTP(*place, timeout=_SECONDS)
    server.ehlo()
    if server.has_extn("starttls"):
        server.starttls(context=context)
    elif config.smtp_user:
        server.close()
        raise smtplib.SMTPNotSupportedError("no password is sent without TLS")
    return server
