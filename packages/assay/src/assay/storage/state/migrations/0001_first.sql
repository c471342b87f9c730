-- Keys and what SQL must find or order by are columns; the rest of a row is its document (JSON text).
-- Times are ms since the epoch, UTC. Money stands in documents as decimal text.

CREATE TABLE spool (                  -- acknowledged, not yet in the event store: one row per commit
  n INTEGER PRIMARY KEY AUTOINCREMENT,
  events INTEGER NOT NULL,
  bytes INTEGER NOT NULL,
  facts BLOB NOT NULL,
  bodies BLOB NOT NULL,
  scores BLOB NOT NULL,
  instances BLOB NOT NULL
);
INSERT INTO sqlite_sequence (name, seq) VALUES ('spool', 0);   -- the ledger's mark, from the first commit on

CREATE TABLE identity_tail (          -- the newest identities: one row per commit, 32 bytes each
  n INTEGER PRIMARY KEY,
  entries BLOB NOT NULL
);
CREATE TABLE identity_runs (          -- sealed identities; state: 0 building, 1 live, 2 dead
  run INTEGER PRIMARY KEY AUTOINCREMENT,
  level INTEGER NOT NULL,
  state INTEGER NOT NULL,
  entries INTEGER NOT NULL,
  newest INTEGER NOT NULL,
  tail_end INTEGER NOT NULL,          -- rows of the tail up to this one are in this run or an older one
  filter BLOB NOT NULL
);
CREATE TABLE identity_pages (         -- place: run * 2^24 + page
  place INTEGER PRIMARY KEY,
  entries BLOB NOT NULL
);

CREATE TABLE limits (
  app TEXT NOT NULL,
  id TEXT NOT NULL,
  name TEXT NOT NULL,
  automatic INTEGER NOT NULL,
  created INTEGER NOT NULL,
  document TEXT NOT NULL,
  PRIMARY KEY (app, id)
);
CREATE INDEX limits_by_name ON limits (app, name);
CREATE INDEX limits_by_creation ON limits (app, automatic, created, id);
CREATE TABLE limit_periods (
  app TEXT NOT NULL,
  limit_id TEXT NOT NULL,
  period INTEGER NOT NULL,
  ended INTEGER NOT NULL,
  document TEXT NOT NULL,
  PRIMARY KEY (app, limit_id, period)
);
CREATE TABLE holds (
  id TEXT NOT NULL PRIMARY KEY,
  app TEXT NOT NULL,
  limit_id TEXT NOT NULL,
  expires INTEGER NOT NULL,
  document TEXT NOT NULL
);
CREATE INDEX holds_by_limit ON holds (app, limit_id);
CREATE INDEX holds_by_expiry ON holds (expires);

CREATE TABLE use_cases (
  app TEXT NOT NULL,
  name TEXT NOT NULL,
  created INTEGER NOT NULL,
  deleted INTEGER NOT NULL,
  auto_created INTEGER NOT NULL,
  document TEXT NOT NULL,
  PRIMARY KEY (app, name)
);
CREATE INDEX use_cases_by_creation ON use_cases (app, created, name);
CREATE TABLE instances (
  app TEXT NOT NULL,
  id TEXT NOT NULL,
  use_case TEXT NOT NULL,
  created INTEGER NOT NULL,
  document TEXT NOT NULL,
  PRIMARY KEY (app, id)
);
CREATE INDEX instances_by_creation ON instances (app, use_case, created, id);

CREATE TABLE kpi_definitions (
  app TEXT NOT NULL,
  use_case TEXT NOT NULL,
  name TEXT NOT NULL,
  created INTEGER NOT NULL,
  document TEXT NOT NULL,
  PRIMARY KEY (app, use_case, name)
);
CREATE TABLE kpi_goals (
  app TEXT NOT NULL,
  use_case TEXT NOT NULL,
  kpi TEXT NOT NULL,
  version INTEGER NOT NULL,
  goal REAL NOT NULL,
  PRIMARY KEY (app, use_case, kpi, version)
);
CREATE TABLE kpi_scores (
  app TEXT NOT NULL,
  instance TEXT NOT NULL,
  kpi TEXT NOT NULL,
  created INTEGER NOT NULL,
  document TEXT NOT NULL,
  PRIMARY KEY (app, instance, kpi)
);
CREATE TABLE kpi_history (
  n INTEGER PRIMARY KEY AUTOINCREMENT,
  app TEXT NOT NULL,
  instance TEXT NOT NULL,
  kpi TEXT NOT NULL,
  document TEXT NOT NULL
);
CREATE INDEX kpi_history_by_score ON kpi_history (app, instance, kpi, n);

CREATE TABLE resource_versions (
  n INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  document TEXT NOT NULL
);
CREATE TABLE applications (
  id TEXT NOT NULL PRIMARY KEY,
  name TEXT NOT NULL,
  created INTEGER NOT NULL,
  deleted INTEGER NOT NULL,
  document TEXT NOT NULL
);
CREATE INDEX applications_by_name ON applications (name);
CREATE TABLE api_keys (
  app TEXT NOT NULL,
  slot INTEGER NOT NULL,
  digest BLOB NOT NULL UNIQUE,
  scope TEXT NOT NULL,
  last_four TEXT NOT NULL,
  created INTEGER NOT NULL,
  last_used INTEGER NOT NULL,
  PRIMARY KEY (app, slot)
);
CREATE TABLE reports (
  app TEXT NOT NULL,
  id TEXT NOT NULL,
  created INTEGER NOT NULL,
  document TEXT NOT NULL,
  PRIMARY KEY (app, id)
);
CREATE TABLE audit (
  n INTEGER PRIMARY KEY,
  app TEXT NOT NULL,
  made INTEGER NOT NULL,
  document TEXT NOT NULL,
  hash BLOB NOT NULL
);
CREATE TABLE installation (
  name TEXT NOT NULL PRIMARY KEY,
  value TEXT NOT NULL
);
