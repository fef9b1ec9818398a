import type { Complaint, Parsed } from '@drydock/contracts';
import { applyDecorators, Catch, UseFilters, type ExceptionFilter } from '@nestjs/common';
import { EventPattern, MessagePattern } from '@nestjs/microservices';
import { throwError, type Observable } from 'rxjs';
import type { StreamKey } from './streams.js';

/** A message that was read and checked. */
export interface Received<T> {
  readonly subject: string;
  /** `ce-id`, or the place in the stream when a foreign sender gave none. */
  readonly id: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: T;
}

export interface MessagesOptions<T> {
  readonly stream: StreamKey;
  readonly filter: string;
  readonly durable: string;
  /** Checks a body; what fails goes to the dead letters. */
  readonly parse: (body: unknown, subject: string) => Parsed<T>;
}

/** Keeps an error what it is, so that the transport can tell bad data from a database that is away. */
@Catch()
class ErrorsAsTheyAre implements ExceptionFilter {
  catch(error: unknown): Observable<never> {
    return throwError(() => error);
  }
}

/** A method that takes batches (`Received<T>[]`) of the messages of a durable consumer. Returning acknowledges them all. */
export const OnMessages = <T>(options: MessagesOptions<T>): MethodDecorator =>
  applyDecorators(
    EventPattern<string>(options.filter, { drydock: { kind: 'messages', ...options } }),
    UseFilters(ErrorsAsTheyAre),
  );

export interface QueryOptions<T> {
  readonly subject: string;
  readonly parse: (body: unknown) => Parsed<T>;
  /** The reply to a request that cannot be read. */
  readonly refusal: (complaints: readonly Complaint[]) => object;
}

/** A method that answers requests on a subject (core NATS, one replica answers). */
export const OnQuery = <T>(options: QueryOptions<T>): MethodDecorator =>
  applyDecorators(
    MessagePattern<string>(options.subject, { drydock: { kind: 'query', ...options } }),
    UseFilters(ErrorsAsTheyAre),
  );
