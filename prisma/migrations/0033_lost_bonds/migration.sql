-- The time of a list can be over while what is left still lies in its vault, because its receiver has no account that could take it.
ALTER TYPE "payout_list_state" ADD VALUE 'ended';
-- What bonds lost is put on its list when the last of them is judged, or cannot be any more: until then the round owes it.
ALTER TABLE "engine_round" ADD COLUMN "owes_lost_bonds" BOOLEAN NOT NULL DEFAULT false;
alter table engine_round
  add constraint engine_round_pays_lost_bonds check (not owes_lost_bonds or state = 'distribution');
