-- People, and what they may see and do. Secrets are kept as digests: of a session's token and of a link's.

CREATE TABLE people (
  id TEXT NOT NULL PRIMARY KEY,
  email_key TEXT NOT NULL UNIQUE,     -- the address as it is compared
  subject TEXT NOT NULL,              -- the identity provider's name for the person; '' without one
  created INTEGER NOT NULL,
  document TEXT NOT NULL
);
CREATE UNIQUE INDEX people_by_subject ON people (subject) WHERE subject <> '';
CREATE TABLE sessions (
  digest BLOB NOT NULL PRIMARY KEY,
  person TEXT NOT NULL,
  created INTEGER NOT NULL,
  seen INTEGER NOT NULL
);
CREATE INDEX sessions_by_person ON sessions (person);
CREATE TABLE grants (                 -- scope: organization (target ''), group, application
  person TEXT NOT NULL,
  scope TEXT NOT NULL,
  target TEXT NOT NULL,
  document TEXT NOT NULL,
  PRIMARY KEY (person, scope, target)
);
CREATE INDEX grants_by_target ON grants (scope, target);
CREATE TABLE application_groups (     -- person: whose own it is; '' for a shared one
  id TEXT NOT NULL PRIMARY KEY,
  person TEXT NOT NULL,
  created INTEGER NOT NULL,
  document TEXT NOT NULL
);
CREATE TABLE links (                  -- one-time links that were not used yet
  digest BLOB NOT NULL PRIMARY KEY,
  kind TEXT NOT NULL,
  person TEXT NOT NULL,
  expires INTEGER NOT NULL
);
CREATE TABLE views (
  app TEXT NOT NULL,
  id TEXT NOT NULL,
  person TEXT NOT NULL,
  created INTEGER NOT NULL,
  document TEXT NOT NULL,
  PRIMARY KEY (app, id)
);
