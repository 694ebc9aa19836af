/** An address of the API that there is none of: said as the API speaks, where Next would answer with a page that may not run here. */
function notFound(): Response {
  return Response.json({ error: { message: "Nothing is here" } }, { status: 404 });
}

export { notFound as DELETE, notFound as GET, notFound as PATCH, notFound as POST, notFound as PUT };
