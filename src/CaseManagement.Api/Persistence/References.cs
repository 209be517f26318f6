using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CaseManagement.Api.Persistence;

/// <summary>Slices refer to each other by id. EF has to know the reference all the same, to insert in the right order.</summary>
public static class References
{
    /// <summary>The property holds the id of another entity's row; there is no navigation and nothing cascades.</summary>
    public static EntityTypeBuilder Refers<TTarget>(this EntityTypeBuilder entity, string property) where TTarget : class
    {
        entity.HasOne(typeof(TTarget)).WithMany().HasForeignKey(property).OnDelete(DeleteBehavior.NoAction);
        return entity;
    }
}
