package dev.kindling.provisioner;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.kindling.provisioner", importOptions = DoNotIncludeTests.class)
class ArchitectureTests {

    @ArchTest
    static final ArchRule packagesHaveNoCycles =
            slices().matching("dev.kindling.provisioner.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule clientVerbsLoadNoSpring = noClasses()
            .that()
            .resideInAnyPackage("..client..", "..launch..", "dev.kindling.provisioner")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.springframework..", "io.grpc..");

    @ArchTest
    static final ArchRule onlyTheSuiteKnowsSpring = noClasses()
            .that()
            .resideOutsideOfPackage("..suite..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.springframework..");

    @ArchTest
    static final ArchRule namesSayWhatAThingIs =
            noClasses().should().haveNameMatching(".*(Impl|Utils?|Helper|Manager|Dto)");

    @ArchTest
    static final ArchRule nothingStaticChanges =
            fields().that().areStatic().and().areNotPrivate().should().beFinal().allowEmptyShould(true);
}
