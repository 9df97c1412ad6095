/** One template on many machines, a bounded number at a time. It makes workflows through the door people use, and watches their states. */
package dev.kindling.tink.workflow.batch;
