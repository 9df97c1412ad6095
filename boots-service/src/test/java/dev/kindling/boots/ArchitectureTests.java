package dev.kindling.boots;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Collection;
import java.util.Map;

@AnalyzeClasses(packages = "dev.kindling.boots", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTests {

    @ArchTest
    static final ArchRule packagesHaveNoCycles =
            slices().matching("dev.kindling.boots.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule packetsAreBytesAndValuesOnly = classes()
            .that()
            .resideInAPackage("..packet..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("java..", "..packet..", "dev.kindling.contract..");

    @ArchTest
    static final ArchRule theDecisionKnowsNoSocketClockLoggerOrSpring = classes()
            .that()
            .resideInAPackage("dev.kindling.boots.netboot..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "java.lang..",
                    "java.util..",
                    "java.net..",
                    "java.time..",
                    "dev.kindling.boots.netboot..",
                    "dev.kindling.boots.dhcp.packet..",
                    "dev.kindling.boots.machine",
                    "dev.kindling.contract..");

    @ArchTest
    static final ArchRule generatedMessagesStopAtTheDoors = noClasses()
            .that()
            .resideOutsideOfPackage("..grpc..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.kindling.proto..");

    @ArchTest
    static final ArchRule nobodyDependsOnADoor = noClasses()
            .that()
            .resideOutsideOfPackages("..grpc..", "..http..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.kindling.boots..grpc..", "dev.kindling.boots..http..");

    @ArchTest
    static final ArchRule namesSayWhatAClassDoes = noClasses()
            .should()
            .haveSimpleNameEndingWith("Impl")
            .orShould()
            .haveSimpleNameEndingWith("Util")
            .orShould()
            .haveSimpleNameEndingWith("Utils")
            .orShould()
            .haveSimpleNameEndingWith("Helper")
            .orShould()
            .haveSimpleNameEndingWith("Manager")
            .orShould()
            .haveSimpleNameEndingWith("Dto");

    @ArchTest
    static final ArchRule staticFieldsAreFinal =
            fields().that().areStatic().should().beFinal();

    @ArchTest
    static final ArchRule staticCollectionsAreNotOfAMutableType = fields().that()
            .areStatic()
            .and(DescribedPredicate.describe(
                    "are collections",
                    (JavaField field) -> field.getRawType().isAssignableTo(Collection.class)
                            || field.getRawType().isAssignableTo(Map.class)))
            .should()
            .haveRawType(DescribedPredicate.describe(
                    "an interface, made by List.of and its like",
                    type -> type.isInterface() && !type.getPackageName().startsWith("java.util.concurrent")));
}
