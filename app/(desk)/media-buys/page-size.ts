/** Rows of one page of the list: what the server renders first, and each step of scrolling asks for. */
export const pageSize = 100;
