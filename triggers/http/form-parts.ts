import type { Form, FormField } from "./author.ts";
import { fieldsOf } from "./fields.ts";

/** The fields of a form in parts (`multipart/form-data`); undefined when it does not parse. */
export async function parseParts(bytes: Uint8Array, contentType: string): Promise<Form | undefined> {
  try {
    const form = await new Response(bytes, { headers: { "content-type": contentType } }).formData();
    return await formFields(form);
  } catch {
    return undefined;
  }
}

async function formFields(form: FormData): Promise<Form> {
  const entries: [name: string, field: FormField][] = [];
  for (const [name, entry] of form) entries.push([name, typeof entry === "string" ? entry : await formFile(entry)]);
  return fieldsOf(entries);
}

async function formFile(file: File) {
  return { name: file.name, type: file.type, bytes: new Uint8Array(await file.arrayBuffer()) };
}
