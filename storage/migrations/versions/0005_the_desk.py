"""Documents read in the chat, group chats, announcements, figures by day, heads of schools"""

from alembic import op
import sqlalchemy as sa
import sqlmodel


revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None

KINDS_BEFORE = (
    'reminder', 'handover', 'monitoring', 'weekly', 'digest', 'alert', 'answer', 'edit', 'card', 'question',
    'appointment', 'objection', 'extension', 'unreachable', 'nudge', 'desk', 'review', 'admission', 'practice',
)
NEW_KINDS = ('document', 'group', 'announcement', 'status')


def _allow(table, column, values) -> None:
    """Let a column hold these values; SQLite copies the table for it."""
    allowed = ', '.join(f"'{value}'" for value in values)
    with op.batch_alter_table(table, schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f(f'ck_{table}_{column}'), type_='check')
        batch_op.create_check_constraint(
            batch_op.f(f'ck_{table}_{column}'), f'{column} IN ({allowed})'
        )


def upgrade() -> None:
    _allow('notice', 'kind', KINDS_BEFORE + NEW_KINDS)
    op.create_table('announcement',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('municipality_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('text', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('audience', sa.JSON(), nullable=False),
    sa.Column('sent_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
    sa.Column('origin', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.ForeignKeyConstraint(['municipality_id', 'person_id'], ['person.municipality_id', 'person.id'], name=op.f('fk_announcement_municipality_id_person_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_announcement')),
    sa.UniqueConstraint('municipality_id', 'id', name=op.f('uq_announcement_municipality_id_id')),
    sa.UniqueConstraint('origin', name=op.f('uq_announcement_origin'))
    )
    with op.batch_alter_table('announcement', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_announcement_municipality_id'), ['municipality_id'], unique=False)

    op.create_table('document',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('municipality_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('address', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('sha256', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('name', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('read_as', sa.Enum('roadmap', 'people', name='read_as', native_enum=False, create_constraint=True, length=24), nullable=False),
    sa.Column('state', sa.Enum('asked', 'waiting', 'read', 'failed', 'dropped', name='state', native_enum=False, create_constraint=True, length=24), nullable=False),
    sa.Column('period_start', sa.Date(), nullable=True),
    sa.Column('period_end', sa.Date(), nullable=True),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('fault', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('progress', sa.Integer(), nullable=True),
    sa.Column('roadmap_id', sa.Integer(), nullable=True),
    sa.Column('origin', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.ForeignKeyConstraint(['municipality_id', 'person_id'], ['person.municipality_id', 'person.id'], name=op.f('fk_document_municipality_id_person_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['municipality_id', 'roadmap_id'], ['roadmap.municipality_id', 'roadmap.id'], name=op.f('fk_document_municipality_id_roadmap_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_document')),
    sa.UniqueConstraint('municipality_id', 'id', name=op.f('uq_document_municipality_id_id')),
    sa.UniqueConstraint('origin', name=op.f('uq_document_origin'))
    )
    with op.batch_alter_table('document', schema=None) as batch_op:
        batch_op.create_index('ix_document_waiting', ['id'], unique=False, sqlite_where=sa.text("state = 'waiting'"), postgresql_where=sa.text("state = 'waiting'"))

    op.create_table('group_chat',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('municipality_id', sa.Integer(), nullable=False),
    sa.Column('chat_id', sa.BigInteger(), nullable=False),
    sa.Column('topic_id', sa.Integer(), nullable=True),
    sa.Column('title', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('roadmap_id', sa.Integer(), nullable=True),
    sa.Column('bound_by', sa.Integer(), nullable=False),
    sa.Column('bound_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.Column('state', sa.Enum('bound', 'gone', name='state', native_enum=False, create_constraint=True, length=24), nullable=False),
    sa.Column('fault', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.ForeignKeyConstraint(['municipality_id', 'bound_by'], ['person.municipality_id', 'person.id'], name=op.f('fk_group_chat_municipality_id_bound_by')),
    sa.ForeignKeyConstraint(['municipality_id', 'roadmap_id'], ['roadmap.municipality_id', 'roadmap.id'], name=op.f('fk_group_chat_municipality_id_roadmap_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_group_chat')),
    sa.UniqueConstraint('chat_id', name=op.f('uq_group_chat_chat_id'))
    )
    with op.batch_alter_table('group_chat', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_group_chat_municipality_id'), ['municipality_id'], unique=False)

    op.create_table('snapshot',
    sa.Column('municipality_id', sa.Integer(), nullable=False),
    sa.Column('roadmap_id', sa.Integer(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('numbers', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['municipality_id', 'roadmap_id'], ['roadmap.municipality_id', 'roadmap.id'], name=op.f('fk_snapshot_municipality_id_roadmap_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('municipality_id', 'roadmap_id', 'day', name=op.f('pk_snapshot'))
    )
    with op.batch_alter_table('activity', schema=None) as batch_op:
        batch_op.add_column(sa.Column('ask_date_from', sa.Date(), nullable=True))

    with op.batch_alter_table('audit', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_audit_municipality_id_subject'), ['municipality_id', 'subject'], unique=False)

    with op.batch_alter_table('evidence', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_evidence_municipality_id_person_id_at'), ['municipality_id', 'person_id', 'at'], unique=False)

    with op.batch_alter_table('municipality', schema=None) as batch_op:
        batch_op.add_column(sa.Column('next_desk_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True))
        batch_op.create_index(batch_op.f('ix_municipality_next_desk_at'), ['next_desk_at'], unique=False)

    with op.batch_alter_table('organization', schema=None) as batch_op:
        batch_op.add_column(sa.Column('head_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('acting', sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.create_foreign_key(batch_op.f('fk_organization_municipality_id_head_id'), 'person', ['municipality_id', 'head_id'], ['municipality_id', 'id'])

    with op.batch_alter_table('person', schema=None) as batch_op:
        batch_op.add_column(sa.Column('left_on', sa.Date(), nullable=True))
        batch_op.add_column(sa.Column('erased_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True))

    with op.batch_alter_table('roadmap', schema=None) as batch_op:
        batch_op.add_column(sa.Column('document_sha256', sqlmodel.sql.sqltypes.AutoString(), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('document_name', sqlmodel.sql.sqltypes.AutoString(), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('copied_from', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('archived_on', sa.Date(), nullable=True))
        batch_op.create_foreign_key(batch_op.f('fk_roadmap_municipality_id_copied_from'), 'roadmap', ['municipality_id', 'copied_from'], ['municipality_id', 'id'])



def downgrade() -> None:
    with op.batch_alter_table('roadmap', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_roadmap_municipality_id_copied_from'), type_='foreignkey')
        batch_op.drop_column('archived_on')
        batch_op.drop_column('copied_from')
        batch_op.drop_column('document_name')
        batch_op.drop_column('document_sha256')

    with op.batch_alter_table('person', schema=None) as batch_op:
        batch_op.drop_column('erased_at')
        batch_op.drop_column('left_on')

    with op.batch_alter_table('organization', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_organization_municipality_id_head_id'), type_='foreignkey')
        batch_op.drop_column('acting')
        batch_op.drop_column('head_id')

    with op.batch_alter_table('municipality', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_municipality_next_desk_at'))
        batch_op.drop_column('next_desk_at')

    with op.batch_alter_table('evidence', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_evidence_municipality_id_person_id_at'))

    with op.batch_alter_table('audit', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_audit_municipality_id_subject'))

    with op.batch_alter_table('activity', schema=None) as batch_op:
        batch_op.drop_column('ask_date_from')

    op.drop_table('snapshot')
    with op.batch_alter_table('group_chat', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_group_chat_municipality_id'))

    op.drop_table('group_chat')
    with op.batch_alter_table('document', schema=None) as batch_op:
        batch_op.drop_index('ix_document_waiting', sqlite_where=sa.text("state = 'waiting'"), postgresql_where=sa.text("state = 'waiting'"))

    op.drop_table('document')
    with op.batch_alter_table('announcement', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_announcement_municipality_id'))

    op.drop_table('announcement')
    gone = ', '.join(f"'{value}'" for value in NEW_KINDS)
    op.execute(sa.text(f'DELETE FROM notice WHERE kind IN ({gone})'))
    _allow('notice', 'kind', KINDS_BEFORE)
