/** The release that this is, as announcements and `/metrics` show it. */
export const version = '0.1.0';
