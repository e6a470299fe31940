-- An account's limit for a model holds over all lines of the model: every lane knows how many run in all of them.

ALTER TABLE lane ADD COLUMN of_model TEXT NOT NULL DEFAULT ''; -- whose line it is; `model` is the line's name
ALTER TABLE lane ADD COLUMN busy INTEGER NOT NULL DEFAULT 0 CHECK (busy >= 0); -- what runs in all lanes of of_model

UPDATE lane SET of_model = CASE instr(model, ' → ') WHEN 0 THEN model ELSE substr(model, 1, instr(model, ' → ') - 1) END;
CREATE INDEX lane_of_model ON lane (account, of_model);
UPDATE lane SET busy = (
    SELECT sum(other.running) FROM lane AS other WHERE other.account = lane.account AND other.of_model = lane.of_model
);

DROP INDEX lane_ready;
CREATE INDEX lane_ready ON lane (model, turn) WHERE pending > 0 AND busy < lim;

DROP INDEX task_lane;
CREATE INDEX task_came ON task (account, model, submitted);
