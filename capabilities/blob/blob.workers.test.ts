import { env } from "cloudflare:workers";
import { blobContract } from "../../testing/contracts/blob.ts";

let started = 0;
let ended = 0;
const bucket = countingUploads(env.TEST_BUCKET);

blobContract("an R2 bucket", () => ({ bound: bucket, openUploads: () => started - ended }));

/** The real bucket, with started and ended uploads counted: it does not say itself what is open. */
function countingUploads(real: R2Bucket): R2Bucket {
  return new Proxy(real, {
    get(target, name) {
      if (name === "createMultipartUpload") return startUpload;
      const value: unknown = Reflect.get(target, name);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });

  async function startUpload(...args: Parameters<R2Bucket["createMultipartUpload"]>): Promise<R2MultipartUpload> {
    const upload = await real.createMultipartUpload(...args);
    started += 1;
    const ending = async <T>(work: Promise<T>) => {
      const result = await work;
      ended += 1;
      return result;
    };
    return {
      key: upload.key,
      uploadId: upload.uploadId,
      uploadPart: (...part) => upload.uploadPart(...part),
      complete: (parts) => ending(upload.complete(parts)),
      abort: () => ending(upload.abort()),
    };
  }
}
