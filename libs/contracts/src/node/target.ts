import { IsBoolean, IsNotEmpty, IsObject, IsOptional, IsString } from 'class-validator';
import { IsAddress } from '../address.js';
import { IsCredential, type Credential } from '../sealed.js';

/** A bootstrapper: where it is and how to log in. */
export class NodeTarget {
  /** The driver's name. */
  @IsString() @IsNotEmpty() type: string;
  @IsAddress() address: string;
  /** `apiKey` is MAAS's `consumer:token:secret`; `token` the built-in bootstrapper's. */
  @IsOptional()
  @IsCredential([['username', 'password'], ['keystone'], ['apiKey'], ['token']])
  credential?: Credential;
  /** Default true. */
  @IsOptional() @IsBoolean() verifyTls?: boolean;
  /** PEM. */
  @IsOptional() @IsString() caCertificate?: string;
  /** Specific to the driver; its settings schema says what it takes. */
  @IsOptional() @IsObject() options?: Record<string, unknown>;
}
