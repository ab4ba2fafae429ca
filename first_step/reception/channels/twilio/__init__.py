"""Twilio (twilio.com/docs/messaging): text messages and WhatsApp behind one webhook."""
