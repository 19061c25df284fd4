/** A name that the platform takes for a queue, bucket or database, from a binding's: `ORDERS_QUEUE` to `orders-queue`. */
export function resourceName(binding: string): string {
  return binding.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-");
}
