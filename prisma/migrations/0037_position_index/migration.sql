-- One index by wallet instead of two: whatever asks for a wallet's positions finds them by the unique one, and each booking writes one less.
CREATE UNIQUE INDEX "position_wallet_raise_address_key" ON "position"("wallet", "raise_address");
DROP INDEX "position_raise_address_wallet_key";
DROP INDEX "position_wallet_idx";
