/** The floor: parses and answers, and nothing else. */
export default {
  async fetch(request: Request): Promise<Response> {
    const { value } = (await request.json()) as { readonly value: string };
    return Response.json({ value: value.trim().toLowerCase() });
  },
};
