using CaseManagement.Api.Clients;

namespace CaseManagement.UnitTests.Clients;

public class BirthDateTests
{
    [Fact]
    public void A_reported_first_of_January_says_no_more_than_the_year()
    {
        Assert.Equal("year", BirthDate.Reported(new(1990, 1, 1)).PrecisionCode);
        Assert.Equal("day", BirthDate.Reported(new(1990, 1, 2)).PrecisionCode);
    }

    [Fact]
    public void A_date_stands_on_the_first_day_of_what_is_known()
    {
        Assert.Equal(new DateOnly(1990, 1, 1), BirthDate.Of(new(1990, 5, 17), DatePrecision.Year).Date);
        Assert.Equal(new DateOnly(1990, 5, 1), BirthDate.Of(new(1990, 5, 17), "month").Date);
        Assert.Equal(new DateOnly(1990, 1, 1), BirthDate.Of(new(1990, 1, 1), "day").Date);
        Assert.Equal("day", BirthDate.Of(new(1990, 1, 1), "day").PrecisionCode);
    }

    [Fact]
    public void Without_a_date_nothing_is_known()
    {
        Assert.Equal(DatePrecision.Unknown, default(BirthDate).Precision);
        Assert.Equal(BirthDate.Unknown, BirthDate.Of(null, DatePrecision.Day));
        Assert.Equal(BirthDate.Unknown, BirthDate.Of(new(1990, 5, 17), "unknown"));
        Assert.Null(BirthDate.Unknown.Date);
    }

    [Fact]
    public void Another_precision_is_refused() => Assert.Throws<ArgumentOutOfRangeException>(() => BirthDate.Of(new(1990, 5, 17), "week"));
}
