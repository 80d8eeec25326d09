/** By this a page's error says in the browser that the database is away: Next sends a digest there, and no message. */
export const AWAY_DIGEST = 'database-away'
