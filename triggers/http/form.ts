import type { Form, FormField } from "./author.ts";

/** The fields of a form, of either content type; undefined when it does not parse. */
export async function parseForm(bytes: Uint8Array, contentType: string): Promise<Form | undefined> {
  try {
    const form = await new Response(bytes, { headers: { "content-type": contentType } }).formData();
    return await formFields(form);
  } catch {
    return undefined;
  }
}

/** Without a prototype, so that a field may have any name. */
async function formFields(form: FormData): Promise<Form> {
  const fields: Record<string, FormField | FormField[]> = Object.create(null);
  for (const [name, entry] of form) {
    const field = typeof entry === "string" ? entry : await formFile(entry);
    const earlier = fields[name];
    fields[name] = earlier === undefined ? field : [earlier, field].flat();
  }
  return fields;
}

async function formFile(file: File) {
  return { name: file.name, type: file.type, bytes: new Uint8Array(await file.arrayBuffer()) };
}
