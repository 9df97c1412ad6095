/**
 * The two web doors: plain HTTP tells a machine about itself by its source address, HTTPS tells an enrolled agent the
 * secrets and the cluster it belongs to.
 */
package dev.kindling.hegel.web;
