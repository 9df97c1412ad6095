package dev.kindling.boots.conformance;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Which rules of {@code conformance/rules.tsv} a test method shows. Every rule that is kept needs a test that shows it
 * doing what it says and one that shows it refusing what it forbids; {@code docs/conformance.md} lists both with their
 * results.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(RuleResults.class)
public @interface Rule {

    /** Rules whose demand is met here: {@code "D17"}, {@code "T8"}. */
    String[] positive() default {};

    /** Rules whose breach is refused, ignored or survived here. */
    String[] negative() default {};
}
