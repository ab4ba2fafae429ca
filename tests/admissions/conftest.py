"""Property tests here count examples, not milliseconds: the machine may be busy."""

from hypothesis import settings

settings.register_profile("admissions", deadline=None)
settings.load_profile("admissions")
