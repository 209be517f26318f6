using CaseManagement.Api.Clients;

namespace CaseManagement.UnitTests.Clients;

public sealed class StreetKeyTests
{
    [Theory]
    [InlineData("Hauptstraße 5", "Hauptstr. 5", "Hauptstr 5", "Hauptstr.5", "HAUPTSTRASSE 5", "HAUPTSTRAẞE 5", "Haupt Strasse 5", "Haupt-Straße 5",
        " hauptstrasse  5 ", "Hauptstr5", "Hauptstraße Nr. 5")]
    [InlineData("Hauptstraße 5a", "Hauptstr. 5 a", "Hauptstr. 5 A", "HAUPTSTR.5A")]
    [InlineData("Karl-Marx-Straße 12", "Karl Marx Str. 12", "Karl-Marx-Str.12")]
    [InlineData("Hauptstraße 5-7", "Hauptstr. 5 - 7", "Hauptstr. 5–7")]
    [InlineData("Hauptstraße 5/1", "Hauptstr. 5 / 1")]
    [InlineData("Mühlstraße 3", "Muehlstrasse 3", "Mu\u0308hlstr. 3")]
    [InlineData("Straße des 17. Juni 135", "Str. des 17. Juni 135")]
    [InlineData("Am Markt 1", "am Markt 1", "Am Markt, 1")]
    public void One_street_and_number_has_one_key_however_it_is_written(string street, params string[] others) =>
        Assert.All(others, other => Assert.Equal(StreetKey.Of(street), StreetKey.Of(other)));

    [Theory]
    [InlineData("Hauptstraße 5", "Hauptstraße 55")]
    [InlineData("Hauptstraße 5", "Hauptstraße 5a")]
    [InlineData("Hauptstraße 57", "Hauptstraße 5-7")]
    [InlineData("Hauptstraße 51", "Hauptstraße 5/1")]
    [InlineData("Hauptstraße 5-1", "Hauptstraße 5/1")]
    [InlineData("Hauptstraße 1 5", "Hauptstraße 15")]
    [InlineData("Hauptstraße 5", "Hauptweg 5")]
    [InlineData("Hauptstraße 5", "Haupt 5")]
    [InlineData("Astrid-Lindgren-Weg 1", "Asstraßeid-Lindgren-Weg 1")]
    public void Another_one_has_another(string one, string other) => Assert.NotEqual(StreetKey.Of(one), StreetKey.Of(other));
}
