/** What every gRPC door says in the same way. */
package dev.kindling.tink.listing.grpc;
