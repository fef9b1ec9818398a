import { IsBoolean, IsInt, IsNotEmpty, IsObject, IsOptional, IsString, Max, Min } from 'class-validator';
import { IsAddress } from '../address.js';
import { IsCredential, type Credential } from '../sealed.js';

/** A switch: where it is and how to log in. */
export class NetworkTarget {
  /** The driver's name. */
  @IsString() @IsNotEmpty() type: string;
  @IsAddress() address: string;
  @IsOptional() @IsInt() @Min(1) @Max(65535) port?: number;
  @IsOptional()
  @IsCredential([
    ['username', 'password'],
    ['username', 'privateKey'],
    ['community'],
    ['v3'],
    ['clientCertificate', 'clientKey'],
  ])
  credential?: Credential;
  /** Default true. */
  @IsOptional() @IsBoolean() verifyTls?: boolean;
  /** PEM. */
  @IsOptional() @IsString() caCertificate?: string;
  /** Specific to the driver; its settings schema says what it takes. */
  @IsOptional() @IsObject() options?: Record<string, unknown>;
}
