-- What waits is found by its own index, for all companies: it is little. This one was written with each message and read by nobody.
DROP INDEX IF EXISTS received_mail_unread;
