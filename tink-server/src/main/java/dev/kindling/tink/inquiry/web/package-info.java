/** The REST doors of {@code kindling report} and {@code kindling preview}. */
package dev.kindling.tink.inquiry.web;
