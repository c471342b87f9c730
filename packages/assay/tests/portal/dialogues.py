"""Addresses that open a dialogue: `~` stands for the application."""

FORMS = (
    "/?do=new-application",
    "/?do=new-group",
    "/organization?tab=people&do=invite",
    "/organization?tab=groups&do=new-group",
    "~/use-cases?form=new",
    "~/use-cases/support-chat?form=version",
    "~/use-cases/support-chat?form=edit",
    "~/use-cases/support-chat?form=delete",
    "~/kpis/support-chat/Deflection%20Rate?form=edit",
    "~/kpis/support-chat/Deflection%20Rate?form=delete",
    "~/limits?do=create",
    "~/limits/support-quarter?do=edit",
    "~/limits/support-quarter?do=reset",
    "~/limits/support-quarter?do=delete",
    "~/resources?form=new",
    "~/resources?form=copy&category=system.openai&resource=gpt-4o",
    "~/resources?form=reprice&tab=unpriced",
    "~/settings?tab=keys&rotate=1",
    "~/settings?tab=application&do=delete",
)

RESOURCE = "~/resources?category=system.openai&resource=gpt-4o"
"""One to look at: all others are forms."""
