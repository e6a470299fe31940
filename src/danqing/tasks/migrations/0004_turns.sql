-- The last turn taken is found at once.

CREATE INDEX lane_turn ON lane (turn);
