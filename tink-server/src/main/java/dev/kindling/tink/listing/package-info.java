/** Lists page by page, the same way at every door. */
package dev.kindling.tink.listing;
