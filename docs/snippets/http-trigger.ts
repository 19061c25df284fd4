import { flow, http, node, reply } from "flowgate";
import * as v from "valibot";

const find = node({
  input: v.object({ id: v.string(), lang: v.optional(v.string(), "en") }),
  run: ({ id, lang }) => ({ id, title: lang === "fr" ? "Pomme" : "Apple" }),
});

// GET /products/7?lang=fr is given { lang: "fr", id: "7" }.
export const readProduct = flow("read_product", "1.0.0")
  .on(http.get("/products/:id"))
  .node("find", find)
  .respond("find");

const add = node({
  input: v.object({ shop: v.string(), tenant: v.optional(v.string()), product: v.object({ title: v.string() }) }),
  run: (added) => reply({ ...added, id: "7" }, { status: 201, headers: { location: "/products/7" } }),
});

export const addProduct = flow("add_product", "1.0.0")
  .on(
    http.post("/shops/:shop/products", {
      maxBytes: 64_000,
      headers: ["x-tenant"], // may be seen, beside the usual ones
      input: ({ params, headers, body }) => ({ shop: params.shop, tenant: headers["x-tenant"], product: body }),
    }),
  )
  .node("add", add)
  .respond("add");
