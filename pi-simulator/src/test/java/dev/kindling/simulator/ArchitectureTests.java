package dev.kindling.simulator;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.kindling.simulator", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTests {

    @ArchTest
    static final ArchRule PACKAGES_HAVE_NO_CYCLES =
            slices().matching("dev.kindling.simulator.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule BOARDS_SHARE_NO_CODE_WITH_THE_SERVICES = classes()
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "java..", "dev.kindling.simulator..", "dev.kindling.contract..", "picocli..", "io.airlift..")
            .because("two wrongs must not be able to agree");

    @ArchTest
    static final ArchRule PACKETS_ARE_JAVA_ONLY = classes()
            .that()
            .resideInAPackage("..packet..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("java..", "dev.kindling.simulator.packet..", "dev.kindling.contract..");

    @ArchTest
    static final ArchRule NAMES_SAY_WHAT_A_CLASS_IS =
            noClasses().should().haveNameMatching(".*(Impl|Util|Utils|Helper|Manager|Dto)");

    @ArchTest
    static final ArchRule NO_STATIC_STATE = fields().that().areStatic().should().haveModifier(JavaModifier.FINAL);
}
